"""The rescan: what is stored already, looked over with the screen of today.

stored.py reads the words and puts others in their place; steps.py looks at one slice after another; command.py is
`truepenny screen --rescan`, in the running desk or alone.
"""
