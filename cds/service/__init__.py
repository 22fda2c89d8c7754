"""
The CDS Hooks service: the walk of one request, from the socket to the cards and back.
"""
