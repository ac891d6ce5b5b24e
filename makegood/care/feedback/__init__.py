"""What customers say of us in public: each one heard, each bad one somebody's duty until it is answered."""
