"""The yearly agreement between every employee and the nearest manager."""
