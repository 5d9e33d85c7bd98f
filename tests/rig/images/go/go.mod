module kanivete.dev/rig/images

go 1.24
