"""The library of governance processes: a folder per process, and the registers that they write."""
