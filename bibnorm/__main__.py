"""``python -m bibnorm``."""

from bibnorm.cli import main

if __name__ == "__main__":
    main()
