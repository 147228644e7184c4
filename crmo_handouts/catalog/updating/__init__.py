"""What is to be translated -> the .po files of every language, nothing lost."""
