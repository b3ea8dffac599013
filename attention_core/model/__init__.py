"""The network, its loss, and the folder it is stored in."""
