"""From an answer to what a page shows: HTML elements, or lines of a terminal."""
