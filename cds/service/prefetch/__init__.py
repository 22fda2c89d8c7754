"""
What a hook needs of the record: the templates of discovery, and the reads that complete a request.
"""
