// Go's network poller: many connections at once, a refused one, a deadline, its own resolver.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

func main() {
	outside, machine := os.Args[1], os.Args[2]
	var group sync.WaitGroup
	var lock sync.Mutex
	good := 0
	for i := 0; i < 50; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			connection, err := net.Dial("tcp", outside+":9001")
			if err != nil {
				fmt.Println(err)
				return
			}
			defer connection.Close()
			connection.Write([]byte("go"))
			if _, err = io.ReadFull(connection, make([]byte, 2)); err != nil {
				fmt.Println(err)
				return
			}
			lock.Lock()
			good++
			lock.Unlock()
		}()
	}
	group.Wait()
	fmt.Println("connections:", good)
	_, err := net.Dial("tcp", machine+":8100")
	fmt.Println("machine:", err)
	began := time.Now()
	_, err = net.DialTimeout("tcp", "198.18.7.96:9", 300*time.Millisecond)
	fmt.Println("nobody:", err != nil, time.Since(began) < 2*time.Second)
	resolver := &net.Resolver{PreferGo: true}
	found, err := resolver.LookupHost(context.Background(), "example.com")
	fmt.Println("resolved:", found, err)
	listener, err := net.Listen("tcp", ":0")
	if err != nil {
		fmt.Println(err)
		return
	}
	go func() {
		connection, _ := listener.Accept()
		connection.Write([]byte("mine"))
		connection.Close()
	}()
	connection, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		fmt.Println(err)
		return
	}
	text, _ := io.ReadAll(connection)
	fmt.Println("inside:", string(text))
}
