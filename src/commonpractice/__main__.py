"""python -m commonpractice"""

from commonpractice.interfaces.commands.main import main

main()
