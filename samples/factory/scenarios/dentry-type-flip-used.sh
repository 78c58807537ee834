# As dentry-type-flip, but things were looked up in the directory: the walk takes the count of that for a link's text.
lab target /mnt/x/d/real
lab dentry-type
start_victim 1 '[ -e /mnt/x/d/real ]'
