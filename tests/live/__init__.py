"""Live pages in a browser: a package, so that its tests share one browser and one built site."""
