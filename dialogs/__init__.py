"""The script: what to say next. Pure: no clock, no chance, no network, no markup."""
