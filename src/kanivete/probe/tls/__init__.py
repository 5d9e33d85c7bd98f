"""What is read of a certificate: names and dates, to show them. Nothing is trusted because of what is read here."""
