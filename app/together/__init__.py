"""What the partners agree: meetings, actions, decisions, targets, events and notes, in the coordination store."""
