"""What the objects say of the way from FROM to TO, step by step."""
