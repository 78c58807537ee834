# BUG() in a module.
lab crash bug
