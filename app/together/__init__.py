"""What the partners agree: meetings, actions, decisions, targets and notes, in the coordination store."""
