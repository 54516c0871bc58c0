"""The operators' command, for a deployed stack or the local one."""
