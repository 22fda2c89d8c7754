"""
Who may call, from where, how often; and whom the service itself may call.
"""
