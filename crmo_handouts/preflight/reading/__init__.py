"""What a file is, read once by two libraries: its objects, its content, its tags, its looks."""
