# The program of the Python runtime. It is this short because the interpreter never caches a main script's bytecode.
import sys

sys.path.insert(0, __file__.rpartition("/")[0])

from hearth_runtime import main

main.run()
