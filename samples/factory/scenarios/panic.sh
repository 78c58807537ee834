# panic() called outright.
lab crash panic
