"""What the image examiner looks at, a file each: the words, the endpoint, the pull secrets, the node."""
