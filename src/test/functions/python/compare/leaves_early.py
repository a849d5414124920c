import sys

print("early")
sys.exit(4)
