"""The JSON contract as types: documents become frozen objects and documents again, without loss.

Whoever holds an object holds what the contract says: a document that says anything else is refused, with its place.
"""
