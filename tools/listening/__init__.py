"""Hearing the call over a telephone line: a local voice speaks, a local recogniser writes down what arrives."""
