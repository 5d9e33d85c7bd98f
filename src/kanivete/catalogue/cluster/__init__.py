"""Parts of the control plane that everything depends on."""
