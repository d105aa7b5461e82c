"""Citations in notes: what a back-reference says, and which earlier work it means."""
