"""`python -m inperson`."""

from inperson.cli import main

if __name__ == "__main__":
    main()
