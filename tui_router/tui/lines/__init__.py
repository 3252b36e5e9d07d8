"""What the lower half of Live says, line by line, as plain values. Nothing here knows a widget."""
