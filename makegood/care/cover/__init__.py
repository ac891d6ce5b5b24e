"""Cover: while somebody is away, or his shift is over, each case of his is with a person who is here."""
