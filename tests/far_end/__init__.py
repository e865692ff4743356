"""The other end of the wire, ours so that tests can say what it does: real HTTP, real sockets, a process of its own."""
