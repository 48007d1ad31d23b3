"""What offices do with and for people beside single requests: activities, and the knowledge they share for them."""
