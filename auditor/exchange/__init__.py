"""A case in the forms of other platforms.  Pure: documents of the JSON contract in, objects out."""
