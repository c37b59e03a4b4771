"""What the service promises about people's data, and on what terms it may be used."""
