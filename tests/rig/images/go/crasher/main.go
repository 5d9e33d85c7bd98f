// A program that dies in the way its first argument names.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"os"
	"strconv"
	"sync"
	"syscall"
	"time"
)

type store struct{ rows map[string]int }

func (s *store) put(key string) { s.rows[key]++ }

var ways = map[string]func(arguments []string){
	"panic": func([]string) {
		panic(fmt.Errorf("load rates: %w", errors.New("unexpected currency \"XXX\"")))
	},
	"nil-map": func([]string) { new(store).put("visits") },
	"nil-pointer": func([]string) {
		var missing *store
		fmt.Println(len(missing.rows))
	},
	"index": func(arguments []string) { fmt.Println(arguments[len(arguments)+3]) },
	"deadlock": func([]string) {
		var lock sync.Mutex
		lock.Lock()
		lock.Lock()
	},
	"concurrent-map": func([]string) {
		shared := map[int]int{}
		for worker := range 8 {
			go func() {
				for i := 0; ; i++ {
					shared[i%16] = worker
				}
			}()
		}
		time.Sleep(time.Minute)
	},
	"fatal": func([]string) { log.Fatalf("cannot migrate schema: version 12 is newer than this program") },
	"structured": func([]string) {
		slog.New(slog.NewJSONHandler(os.Stderr, nil)).Error("cannot start", "error", "licence file has expired", "attempt", 3)
		os.Exit(1)
	},
	"exit": func(arguments []string) {
		code, err := strconv.Atoi(arguments[0])
		if err != nil {
			log.Fatal(err)
		}
		os.Exit(code)
	},
	"signal": func(arguments []string) {
		number, err := strconv.Atoi(arguments[0])
		if err != nil {
			log.Fatal(err)
		}
		_ = syscall.Kill(os.Getpid(), syscall.Signal(number))
		time.Sleep(time.Second)
	},
	"listen-twice": func(arguments []string) {
		for range 2 {
			if _, err := net.Listen("tcp", arguments[0]); err != nil {
				log.Fatal(err)
			}
		}
	},
	"dial": func(arguments []string) {
		connection, err := net.DialTimeout("tcp", arguments[0], 5*time.Second)
		if err != nil {
			log.Fatalf("connect to database: %v", err)
		}
		connection.Close()
	},
	"config": func(arguments []string) {
		data, err := os.ReadFile(arguments[0])
		if err != nil {
			log.Fatalf("read configuration: %v", err)
		}
		var settings map[string]any
		if err := json.Unmarshal(data, &settings); err != nil {
			log.Fatalf("parse %s: %v", arguments[0], err)
		}
	},
	"memory": func([]string) {
		var kept [][]byte
		for {
			block := make([]byte, 4<<20)
			for i := 0; i < len(block); i += 4096 {
				block[i] = 1
			}
			kept = append(kept, block)
			if len(kept)%8 == 0 {
				fmt.Printf("cache holds %d MiB\n", 4*len(kept))
			}
		}
	},
}

func main() {
	if len(os.Args) < 2 || ways[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: crasher WAY [ARGUMENT]")
		os.Exit(64)
	}
	ways[os.Args[1]](os.Args[2:])
}
