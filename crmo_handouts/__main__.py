"""Run the command line: `python -m crmo_handouts`."""

from crmo_handouts.cli import main

if __name__ == "__main__":
    main()
