"""Text messages: through SNS, or through AWS End User Messaging, which tells what became of them."""
