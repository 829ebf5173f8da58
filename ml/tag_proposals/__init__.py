"""Tag proposals 智能标签推荐: readable rules that tell of whom something comes true, proven on later days."""
