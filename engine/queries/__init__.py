"""One file per question. Each reads only what the asker may see."""
