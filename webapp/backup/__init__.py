"""Backup and restore: one compressed file with every row of every table, the same for SQLite and PostgreSQL.

The file is gzip over JSON lines: a head (format, migration, time), for each table its name and columns, its rows as
arrays, and last a foot with the number of rows per table, so that a file cut short is known as such.
"""

from webapp.backup.restore import restore_backup
from webapp.backup.write import write_backup

__all__ = ["restore_backup", "write_backup"]
