"""What customers write, in Chinese and English: sentiment, topics, wishes, complaints, leanings."""
