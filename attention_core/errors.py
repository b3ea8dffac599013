"""Errors that a person can cause: what went wrong, with the value, the limit and the remedy."""


class UserError(ValueError):
    """Base of every error that a person can cause.

    The command line prints its message in one line and ends with status 2. Any other exception
    is a bug, and shows its traceback.
    """
