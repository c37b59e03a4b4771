"""The desk of portfolios: does what `dialogs/portfolio` asks of the world."""
