"""Migrations of tips: 0001–0009 the lane itself, from 0010 the officers' desk."""
