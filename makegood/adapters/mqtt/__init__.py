"""Devices by MQTT: a broker of our own, or any other's; acknowledged when it is committed, and not before."""
