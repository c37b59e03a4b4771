"""Twilio: webhooks, signature and TwiML coming in, the REST API going out."""
