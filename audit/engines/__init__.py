"""How Tortoise speaks to each database: its own clients, made to neither hang nor leak."""
