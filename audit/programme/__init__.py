"""The programme: checklist versions, waves, assignments."""
