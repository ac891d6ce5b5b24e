"""The staff's own pages: the workspace, what is found, and the page that shows that nothing is lost."""
