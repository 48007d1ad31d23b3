"""Signs that tell where to warn of drugs: register, print, installation, checks on site, scans of a day."""
